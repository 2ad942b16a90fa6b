/**
 * Spies that record what their peers reveal, estimators that guess the origins of messages from it,
 * and the precision and recall of these guesses.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.privacy;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
