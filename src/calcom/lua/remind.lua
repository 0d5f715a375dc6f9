-- Hands in what a process remembers, after a loss.
keep()
return stored
