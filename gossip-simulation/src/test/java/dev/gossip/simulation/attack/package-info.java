@NullMarked
package dev.gossip.simulation.attack;

import org.jspecify.annotations.NullMarked;
