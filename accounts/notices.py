"""What people are told by mail when their account changed: allauth's occasions, our sentences."""

from typing import Any

# allauth's name of the occasion -> subject, sentence; what stands in braces comes with the occasion
NOTICES = {
    "account/email/email_changed": (
        "Your e-mail address was changed",
        "The address of your account was changed from {from_email} to {to_email}.",
    ),
    "account/email/email_confirm": ("Your e-mail address is confirmed", "Your e-mail address was confirmed."),
    "account/email/email_deleted": (
        "An e-mail address was removed",
        "The address {deleted_email} was removed from your account.",
    ),
    "account/email/password_changed": (
        "Your password was changed",
        "The password of your account was changed.",
    ),
    "account/email/password_reset": (
        "Your password was changed",
        "A new password was chosen for your account through a mailed link.",
    ),
    "account/email/password_set": ("A password was set", "Your account has a password now."),
    "mfa/email/recovery_codes_generated": (
        "You have new recovery codes",
        "New recovery codes were made for your account. The old ones no longer work.",
    ),
    "mfa/email/totp_activated": ("Two-step sign-in is on", "An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": (
        "The authenticator app was removed",
        "Codes of the authenticator app are no longer asked for when you sign in.",
    ),
    "mfa/email/webauthn_added": ("A passkey was added", "A passkey was added to your account."),
    "mfa/email/webauthn_removed": ("A passkey was removed", "A passkey was removed from your account."),
    "socialaccount/email/account_connected": (
        "Single sign-on was connected",
        "You can sign in through {provider} from now on.",
    ),
    "socialaccount/email/account_disconnected": (
        "Single sign-on was removed",
        "You can no longer sign in through {provider}.",
    ),
}


class Blank(dict[str, Any]):
    """Facts of an occasion; one that did not come along leaves a gap, not an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def words_for(occasion: str, facts: dict[str, Any]) -> tuple[str, str] | None:
    """Subject and sentence for an occasion; None when there are no words for it."""
    found = NOTICES.get(occasion)
    return None if found is None else (found[0], found[1].format_map(Blank(facts)))
