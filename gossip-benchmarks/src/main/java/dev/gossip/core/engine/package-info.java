/** Benchmarks of package-private classes, in the package of the classes that they measure. */
@NullMarked
package dev.gossip.core.engine;

import org.jspecify.annotations.NullMarked;
