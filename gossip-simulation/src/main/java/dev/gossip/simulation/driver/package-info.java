/**
 * The virtual driver: provides one node with time, a socket and workers, as the UDP driver does in
 * real time. Internal to the simulator.
 */
@NullMarked
package dev.gossip.simulation.driver;

import org.jspecify.annotations.NullMarked;
