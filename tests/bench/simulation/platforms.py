"""Platforms for SimGrid: clusters of one-core nodes behind a fat tree or a dragonfly."""
import math

# Groups, chassis of a group, routers of a chassis, nodes of a router.
DRAGONFLY = {16: (2, 2, 2, 2), 64: (2, 4, 4, 2), 256: (4, 4, 4, 4), 1024: (8, 4, 8, 4)}
LATENCY = 0.35e-6  # of a link with its switch, in seconds
LINKS = {"fat-tree": 4, "dragonfly": 5}  # on the longest usual way
HEAD = """<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
"""


def nodes_for(ranks):
    """The smallest platform that holds so many ranks."""
    return min(nodes for nodes in DRAGONFLY if nodes >= ranks)


def topology(kind, nodes):
    """The attributes of SimGrid's cluster."""
    if kind == "fat-tree":
        half = math.isqrt(nodes)  # two levels, full bisection
        return f'topology="FAT_TREE" topo_parameters="2;{half},{half};1,{half};1,1"'
    groups, chassis, routers, leaves = DRAGONFLY[nodes]
    return f'topology="DRAGONFLY" topo_parameters="{groups},4;{chassis},3;{routers},2;{leaves}"'


def cluster(kind, gigabits, nodes):
    """A cluster of `nodes` hosts n0, n1, ... of 1 Gflop/s, so that a flop is a nanosecond."""
    return HEAD + (f'  <cluster id="c" prefix="n" suffix="" radical="0-{nodes - 1}" speed="1Gf" '
                   f'bw="{gigabits / 8}GBps" lat="{LATENCY * 1e9:.0f}ns" {topology(kind, nodes)}/>\n</platform>\n')


def pair(latency, bandwidth):
    """Two hosts behind one link: two ranks of one machine."""
    return HEAD + f"""  <zone id="z" routing="Full">
    <host id="n0" speed="1Gf"/>
    <host id="n1" speed="1Gf"/>
    <link id="l" bandwidth="{bandwidth:.0f}Bps" latency="{latency * 1e9:.0f}ns" sharing_policy="FATPIPE"/>
    <route src="n0" dst="n1"><link_ctn id="l"/></route>
  </zone>
</platform>
"""
