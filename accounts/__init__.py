"""Who is here: workspaces, people, roles and keys; and the ground the other floors work on."""
