/** What a node tells the application: outcomes and events. */
@NullMarked
package dev.gossip.api.node;

import org.jspecify.annotations.NullMarked;
