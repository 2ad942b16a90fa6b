/** A cluster of containers that was recorded, for tests without a Docker engine. */
@NullMarked
package dev.gossip.testkit.world;

import org.jspecify.annotations.NullMarked;
