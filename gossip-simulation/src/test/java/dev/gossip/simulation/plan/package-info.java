@NullMarked
package dev.gossip.simulation.plan;

import org.jspecify.annotations.NullMarked;
