SELECT set_deadlines($1)
