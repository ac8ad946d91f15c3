"""Where strangers' queries run: processes that can be killed, fed by a small fair pool.

Why our own and not a library: ``concurrent.futures`` cannot kill a running task; ``pebble`` can, but starts the
replacement from the web process (a fork of a process full of threads, or a fresh interpreter that loads the data
again, seconds for a large graph), has no bounded fair waiting and pickles results; ``loky`` has no time limit per
task. What is left is small: :mod:`nursery` holds the data and forks, :mod:`child` answers, :mod:`pool` waits and kills.
"""
