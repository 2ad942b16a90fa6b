"""Computes the figures of runs from their trace, as docs/trace.md describes it.

usage: figures_from_trace.py TRACE     prints one JSON object for each run, as `simulate --json` does
"""
import json
import math
import sys


def percentile(latencies, share):
    """Nearest rank: the smallest value such that this share of the values is not above it."""
    if not latencies:
        return 0.0
    rank = math.ceil(share * len(latencies) - 1e-9)
    return latencies[max(rank, 1) - 1] / 1e6


class Message:
    def __init__(self, event):
        self.origin = event["node"]
        self.published = event["t"]
        self.delivered = {}
        self.senders = {}

    def deliver(self, event):
        node = event["node"]
        if node != self.origin and node not in self.delivered:
            self.delivered[node] = event["t"]
            self.senders[node] = event["from"]

    def hops(self, node):
        """Counted along the senders, which may deliver later than the node does."""
        path = set()
        while node in self.senders and node not in path:
            path.add(node)
            node = self.senders[node]
        return len(path)


class Run:
    def __init__(self, event):
        self.result = {"relay": event["name"], "seed": event["seed"]}
        self.messages = {}
        self.counts = dict.fromkeys(
            ["transmissions", "duplicates", "controlFrames", "datagrams", "bytes"], 0)
        self.kinds = {"payload": 0, "control": 0}
        self.drops = {}

    def count(self, name, more=1):
        self.counts[name] += more

    def drop(self, reason, count):
        self.drops[reason] = self.drops.get(reason, 0) + count

    def add(self, event):
        kind = event["event"]
        if kind == "published":
            self.messages[event["message"]] = Message(event)
        elif kind == "delivered" and event["message"] in self.messages:
            self.messages[event["message"]].deliver(event)
        elif kind == "sent" and event["frame"] in self.kinds:
            self.count("transmissions" if event["frame"] == "payload" else "controlFrames")
            self.kinds[event["frame"]] += event["bytes"]
        elif kind == "received" and event["duplicate"]:
            self.count("duplicates")
        elif kind == "datagram":
            self.count("datagrams")
            self.count("bytes", event["bytes"])
        elif kind == "dropped":
            self.drop(event["reason"], event["count"])
        elif kind == "lost":
            self.drop("wire." + event["reason"], 1)

    def end(self, event):
        out = set(event["hostile"]) | set(event["notRunning"])
        counted = [node for node in range(event["nodes"]) if node not in out]
        coverage = 0.0
        hops = 0.0
        for message in self.messages.values():
            reached = sum(n == message.origin or n in message.delivered for n in counted)
            coverage += reached / len(counted) if counted else 0.0
            hops += max(map(message.hops, message.senders), default=0)
        latencies = sorted(
            at - m.published for m in self.messages.values() for at in m.delivered.values())
        number = len(self.messages)
        self.result.update(self.counts)
        self.result.update(
            nodes=event["nodes"],
            messages=number,
            coverage=coverage / number if number else 1.0,
            hops=hops / number if number else 0.0,
            rmr=self.counts["transmissions"] / len(latencies) - 1 if latencies else 0.0,
            latencyMillis={
                "p50": percentile(latencies, 0.5),
                "p90": percentile(latencies, 0.9),
                "p99": percentile(latencies, 0.99),
                "max": percentile(latencies, 1),
            },
            bytesByKind=dict(
                self.kinds, link=max(0, self.counts["bytes"] - sum(self.kinds.values()))),
            drops=self.drops)
        return self.result


def main():
    run = None
    with open(sys.argv[1], encoding="utf-8") as trace:
        for line in trace:
            event = json.loads(line)
            if event["event"] == "run":
                assert event["version"] == 1, event
                run = Run(event)
            elif event["event"] == "end":
                print(json.dumps(run.end(event)))
            else:
                run.add(event)


main()
