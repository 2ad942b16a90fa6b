#!/bin/sh
# Runs PLAN as an array of 10 tasks, and merges when all have ended: slurm.sh PLAN DIR
set -eu
tasks=$(sbatch --parsable --array=0-9 --cpus-per-task=2 \
  --wrap "exec gossip sweep '$1' --out '$2' --shard auto/10 --jobs 2")
sbatch --dependency="afterany:$tasks" --wrap "exec gossip sweep merge '$2' >'$2.jsonl'"
