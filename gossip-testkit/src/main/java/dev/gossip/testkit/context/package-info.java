/**
 * For unit tests of one plugin: a scripted node with a manual clock, and the contexts based on it.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.context;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
