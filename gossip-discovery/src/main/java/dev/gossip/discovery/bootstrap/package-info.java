/** {@code discovery.bootstrap}: starts from seeds, and asks nodes for addresses of others. */
@NullMarked
package dev.gossip.discovery.bootstrap;

import org.jspecify.annotations.NullMarked;
