/**
 * The virtual driver: provides one node with time, a socket and workers, as the UDP driver does in
 * real time. Internal to the simulator.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.driver;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
