/**
 * Hostile nodes: relay strategies that forge, alter, replay and flood, in the place of an honest
 * one of the same id.
 */
@NullMarked
package dev.gossip.simulation.attack;

import org.jspecify.annotations.NullMarked;
