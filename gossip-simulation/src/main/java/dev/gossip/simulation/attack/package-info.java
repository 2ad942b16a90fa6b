/**
 * Hostile nodes: relay strategies that forge, alter, replay and flood messages. They replace an
 * honest strategy with the same id.
 */
@NullMarked
package dev.gossip.simulation.attack;

import org.jspecify.annotations.NullMarked;
