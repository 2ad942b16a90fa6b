/**
 * Hostile nodes. {@link AttackKind} lists what a node can do to the frames of its links; {@link
 * HostileRelay} replaces an honest relay strategy by one that forges, alters, replays and floods
 * messages.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.attack;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
