@NullMarked
package dev.gossip.simulation.sweep;

import org.jspecify.annotations.NullMarked;
