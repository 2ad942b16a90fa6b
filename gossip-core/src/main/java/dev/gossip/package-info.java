/** The API for applications: a node to embed. */
@NullMarked
package dev.gossip;

import org.jspecify.annotations.NullMarked;
