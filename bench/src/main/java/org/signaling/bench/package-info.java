/**
 * Puts load on the server and on others, in processes of their own, and writes down what it finds. In reading order:
 * {@link org.signaling.bench.Bench}, {@code Plan}, the scenarios, the client, the servers, the report.
 *
 * <p>The benchmarks of single steps are in the packages of what they measure, and end with {@code Benchmark}.
 */
package org.signaling.bench;
