/**
 * For unit tests of one plugin: a scripted node with a manual clock, and the contexts based on it.
 */
@NullMarked
package dev.gossip.testkit.context;

import org.jspecify.annotations.NullMarked;
