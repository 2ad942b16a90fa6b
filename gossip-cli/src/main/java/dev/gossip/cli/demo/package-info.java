/** {@code gossip demo}: the example network of six nodes, and the commands typed into it. */
@NullMarked
package dev.gossip.cli.demo;

import org.jspecify.annotations.NullMarked;
