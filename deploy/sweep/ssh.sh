#!/bin/sh
# Runs PLAN as 10 shards on the machines of a file, one per line, and merges: ssh.sh PLAN DIR MACHINES
set -eu
parallel --quote --sshloginfile "$3" --jobs 1 --wd . \
  gossip sweep "$1" --out "$2" --shard '{}/10' ::: 0 1 2 3 4 5 6 7 8 9 || :
exec gossip sweep merge "$2" >"$2.jsonl"
