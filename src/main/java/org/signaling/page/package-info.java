/**
 * The files that browsers load: the page and the client's module. One servlet of our own serves them, because each
 * application server does it differently, and none knows a new file by its content. Uses no other package.
 */
package org.signaling.page;
