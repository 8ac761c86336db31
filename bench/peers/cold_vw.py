"""Vowpal Wabbit from its own text format to its model file: cold_vw.py DATA CACHE OUT PASSES [READABLE]."""
import sys

from vowpalwabbit import Workspace

data, cache, out, passes, *readable = sys.argv[1:]
# -k: a cache of an earlier run is not taken.
text = f" --readable_model {readable[0]}" if readable else ""
Workspace(f"--quiet -d {data} -k --cache_file {cache} --passes {passes} --holdout_off -f {out}{text}").finish()
