/**
 * The description of a network: one immutable value, which the command line, tests, swarms, sweeps
 * and reports share, with a text form. {@link dev.gossip.simulation.plan.PlanOptions} lists all
 * that text can say.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.plan;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
