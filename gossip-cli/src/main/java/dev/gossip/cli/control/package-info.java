/** The control port: an HTTP server that observes and controls one node. */
@NullMarked
package dev.gossip.cli.control;

import org.jspecify.annotations.NullMarked;
