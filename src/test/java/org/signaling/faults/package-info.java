/** A cluster of real servers in network namespaces, and what becomes of its users when the network or a server fails. */
package org.signaling.faults;
