/**
 * Gossip nodes in containers: their image, their containers, and their control ports. Needs
 * Testcontainers on the class path and a Docker engine; nothing else in the test kit does.
 */
@NullMarked
package dev.gossip.testkit.container;

import org.jspecify.annotations.NullMarked;
