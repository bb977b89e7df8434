"""Fictional people, firms and doings; every address ends in .example."""

from typing import Any

FIRST = [
    "Jonas",
    "Priya",
    "Tom",
    "Ana",
    "Li",
    "Erik",
    "Sara",
    "Omar",
    "Nadia",
    "Lukas",
    "Ines",
    "Dan",
    "Yuki",
    "Chloe",
    "Mateo",
    "Freya",
    "Hugo",
    "Amara",
    "Noor",
    "Pavel",
    "Greta",
    "Tariq",
    "Elif",
    "Marek",
    "Ruth",
    "Ivo",
    "Celia",
    "Bruno",
    "Aino",
    "Kofi",
]
LAST = [
    "Okafor",
    "Raman",
    "Becker",
    "Sousa",
    "Wei",
    "Nyman",
    "Holm",
    "Haddad",
    "Petrova",
    "Weiss",
    "Moreau",
    "Whitfield",
    "Tanaka",
    "Laurent",
    "Rojas",
    "Lindgren",
    "Kaya",
    "Novak",
    "Byrne",
    "Castel",
    "Falk",
    "Mensah",
    "Orsini",
    "Vogel",
]
# name, domain, country, city, time zone, industry, employees
FIRMS = [
    ("Helio Labs", "heliolabs", "DE", "Berlin", "Europe/Berlin", "Software", 180),
    ("Castor Insurance", "castor", "GB", "Leeds", "Europe/London", "Insurance", 2_400),
    ("Fjord Bikes", "fjordbikes", "NO", "Bergen", "Europe/Oslo", "Retail", 95),
    ("Mar Azul", "marazul", "PT", "Porto", "Europe/Lisbon", "Travel", 60),
    ("Orbit Retail", "orbitretail", "FR", "Lyon", "Europe/Paris", "Retail", 1_200),
    ("Northwind Freight", "northwind", "SE", "Stockholm", "Europe/Stockholm", "Logistics", 850),
    ("Lumen Clinics", "lumenclinics", "NL", "Utrecht", "Europe/Amsterdam", "Health", 420),
    ("Granite Works", "graniteworks", "AT", "Graz", "Europe/Vienna", "Manufacturing", 310),
    ("Tidewater Ports", "tidewater", "BE", "Antwerp", "Europe/Brussels", "Logistics", 3_900),
    ("Sable Media", "sablemedia", "GB", "London", "Europe/London", "Media", 140),
    ("Kestrel Rail", "kestrelrail", "CH", "Basel", "Europe/Zurich", "Logistics", 2_100),
    ("Alder Foods", "alderfoods", "DK", "Aarhus", "Europe/Copenhagen", "Food", 560),
    ("Quarry & Sons", "quarrysons", "IE", "Cork", "Europe/Dublin", "Construction", 75),
    ("Vela Energy", "velaenergy", "ES", "Bilbao", "Europe/Madrid", "Energy", 1_700),
    ("Birch Learning", "birchlearning", "FI", "Tampere", "Europe/Helsinki", "Education", 38),
    ("Opal Software", "opalsoftware", "PL", "Gdansk", "Europe/Warsaw", "Software", 230),
    ("Harbour Bank", "harbourbank", "GB", "Bristol", "Europe/London", "Finance", 5_200),
    ("Cinder Ceramics", "cinder", "IT", "Faenza", "Europe/Rome", "Manufacturing", 48),
    ("Meridian Air", "meridianair", "DE", "Hamburg", "Europe/Berlin", "Travel", 1_050),
    ("Thistle Pharma", "thistle", "CH", "Geneva", "Europe/Zurich", "Health", 890),
]
BRANCHES = ["", " Nord", " Group", " Digital", " Services", " International"]
TITLES = [
    "VP Marketing",
    "Head of RevOps",
    "CMO",
    "Growth lead",
    "Operations manager",
    "Analyst",
    "Sales director",
    "Founder",
    "Student",
    "Marketing manager",
]
LEVEL = {
    "VP Marketing": 1.5,
    "Head of RevOps": 1.6,
    "CMO": 1.7,
    "Sales director": 1.4,
    "Founder": 1.2,
    "Growth lead": 1.1,
    "Marketing manager": 1.0,
    "Operations manager": 0.7,
    "Analyst": 0.4,
    "Student": 0.05,
}
# name, channel, part of all, how good its leads are, campaigns
SOURCES: list[tuple[str, str, float, float, list[str]]] = [
    ("Organic search", "search", 0.34, 1.0, [""]),
    ("Paid search", "search", 0.26, 0.6, ["Routing for freight", "Lead speed"]),
    ("Webinar “Route 26”", "event", 0.13, 1.25, ["Route 26 spring", "Route 26 autumn"]),
    ("Referral", "partner", 0.09, 1.7, [""]),
    ("Trade fair", "event", 0.1, 0.9, ["Logistics Expo"]),
    ("Newsletter", "mail", 0.08, 0.8, ["Monday letter"]),
]
CAMPAIGNS = [
    ("Routing for freight", "routing-freight", "search", 420, 60, 1_840_000),
    ("Lead speed", "lead-speed", "search", 150, 120, 2_260_000),
    ("Route 26 spring", "route26-spring", "event", 240, 20, 640_000),
    ("Route 26 autumn", "route26-autumn", "event", 62, 25, 710_000),
    ("Logistics Expo", "logistics-expo", "event", 96, 4, 1_950_000),
    ("Monday letter", "monday-letter", "mail", 540, 540, 90_000),
]  # name, key, channel, began days ago, lasted days, cost in hundredths
CONTENT = [
    ("Lead routing guide", "/guides/lead-routing", "guide", "early"),
    ("What a late answer costs", "/blog/late-answer", "article", "early"),
    ("Route 26: the recording", "/webinars/route-26", "webinar", "middle"),
    ("Marketing and sales agreement, a template", "/guides/agreement-template", "template", "middle"),
    ("How Northwind answers in 14 minutes", "/stories/northwind", "story", "late"),
    ("Pricing", "/pricing", "page", "late"),
    ("Return calculator", "/tools/return", "calculator", "late"),
]
# kind, title, properties, place in CONTENT (or None), weight
DEEDS: list[tuple[str, str, dict[str, Any], int | None, float]] = [
    ("page", "Home", {"path": "/"}, None, 22),
    ("page", "Features", {"path": "/features"}, None, 12),
    ("page", "Customers", {"path": "/customers"}, None, 6),
    ("page", "Pricing", {"path": "/pricing"}, 5, 9),
    ("page", "What a late answer costs", {"path": "/blog/late-answer"}, 1, 10),
    ("page", "How Northwind answers in 14 minutes", {"path": "/stories/northwind"}, 4, 6),
    ("downloaded", "Lead routing guide", {"name": "Lead routing guide"}, 0, 6),
    ("downloaded", "Agreement template", {"name": "Agreement template"}, 3, 4),
    ("webinar attended", "Route 26", {"name": "Route 26", "minutes": 41}, 2, 3),
    ("email opened", "Monday letter", {"subject": "What a late answer costs"}, None, 12),
    ("email clicked", "Monday letter", {"subject": "What a late answer costs"}, None, 5),
    ("calculator used", "Return calculator", {"result": "3.1"}, 6, 2),
]
REASONS = ["not_now", "no_budget", "wrong_size", "no_answer", "not_target", "student", "with_competitor"]
LOST = ["Chose another product", "Budget was cut", "No decision this year", "Went silent"]
PRODUCTS = ["Baton Team", "Baton Company"]
TEAM = [
    ("Ines Moreau", "ines"),
    ("Dan Whitfield", "dan"),
    ("Yuki Tanaka", "yuki"),
    ("Lena Vogt", "lena"),
    ("Omar Haddad", "omar"),
]
EVENTS = [  # kind, title, days from now, lasts, note
    ("company", "Version 3 released", -310, 0, "Routing by territory"),
    ("industry", "Competitor raises prices", -205, 0, "By a third, for new customers"),
    ("sales", "New team for the north", -160, 0, "Ines and Yuki"),
    ("marketing", "Pricing page rewritten", -120, 0, ""),
    ("industry", "Logistics Expo", -96, 3, "Our stand in hall 4"),
    ("marketing", "Route 26 autumn", -62, 1, "184 seats taken"),
    ("company", "Price list changed", -41, 0, ""),
    ("sales", "Training: first calls", -24, 1, ""),
    ("marketing", "Case study: Northwind", -13, 0, ""),
    ("company", "Office closed", 30, 6, "Between the years"),
    ("marketing", "Route 26 winter", 48, 1, ""),
    ("industry", "RevOps Days", 71, 2, ""),
]
VERSIONS = [  # published days ago, why
    (520, "The first one, from our two best salespeople"),
    (430, "Pricing counts twice"),
    (341, "Free mail addresses no longer count against small firms"),
    (262, "Fairs: a badge scan is worth less than a visit"),
    (180, "Webinars over 30 minutes"),
    (97, "Mails cool within two weeks"),
]
SEVENTH = "Students and competitors never reach sales; downloads of late content count more"
