/** Tests of networks of nodes in containers. */
@NullMarked
package dev.gossip.it;

import org.jspecify.annotations.NullMarked;
