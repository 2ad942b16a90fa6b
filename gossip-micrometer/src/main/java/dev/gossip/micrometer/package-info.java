/** Meters of an embedded node for Micrometer registries. */
@NullMarked
package dev.gossip.micrometer;

import org.jspecify.annotations.NullMarked;
