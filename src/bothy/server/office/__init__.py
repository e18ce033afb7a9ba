"""The office: sign-in, devices, staff, house rules, the journal. Each page names the roles that may see it."""
