/**
 * Networks of real nodes in virtual time. The nodes are those that run in production, engine and
 * UDP transport included, and talk through encoded datagrams; only the socket, the thread and the
 * clock are replaced. The same seed gives the same run, to the last bit.
 */
@NullMarked
package dev.gossip.simulation;

import org.jspecify.annotations.NullMarked;
