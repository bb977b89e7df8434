"""Reading files of leads as people have them: pure rules, no framework."""
