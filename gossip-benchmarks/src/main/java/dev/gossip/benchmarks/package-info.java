/** Benchmarks of whole networks; {@code docs/benchmarks.md} describes how to run them. */
@NullMarked
package dev.gossip.benchmarks;

import org.jspecify.annotations.NullMarked;
