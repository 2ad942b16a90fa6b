/** Benchmarks of parts that are not public; they stand in the package of what they measure. */
@NullMarked
package dev.gossip.core.engine;

import org.jspecify.annotations.NullMarked;
