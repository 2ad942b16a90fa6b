/**
 * Runs of a {@link dev.gossip.simulation.plan.NetworkPlan} from start to end, and their results: a
 * tree of records that any writer can walk.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.run;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
