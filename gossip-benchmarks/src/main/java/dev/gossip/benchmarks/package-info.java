/** Benchmarks: {@code docs/benchmarks.md} says how to run them. */
@NullMarked
package dev.gossip.benchmarks;

import org.jspecify.annotations.NullMarked;
