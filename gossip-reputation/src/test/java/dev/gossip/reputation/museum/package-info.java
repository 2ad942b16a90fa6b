/**
 * Published incidents in which spam control banned honest peers: a scorer with the rules of each
 * incident repeats the mistake, and this project's default does not.
 */
@NullMarked
package dev.gossip.reputation.museum;

import org.jspecify.annotations.NullMarked;
