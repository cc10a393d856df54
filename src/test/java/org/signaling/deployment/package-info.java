/** Tests of the server as something that is installed, replaced and stopped. */
package org.signaling.deployment;
