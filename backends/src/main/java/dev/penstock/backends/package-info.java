/**
 * The values of a service's backends: health, roles, counts, stall reports and policies. The SPI is {@link
 * dev.penstock.backends.Connector} and {@link dev.penstock.backends.Scheduler}.
 *
 * <p>Everybody may use this package. It uses no other package of this module.
 *
 * <h2>Lock order of this module</h2>
 *
 * A thread that holds one of these locks takes only locks further down:
 *
 * <ol>
 *   <li>{@code PendingBackendSet}: held while backends are added and removed. Threads only try to take it, and never
 *       wait for it.
 *   <li>{@code SlotSetRegistry}: held while the routing table is published.
 *   <li>{@code StatusTasks}: held while one status task takes over from another.
 *   <li>{@code SlotSetStateMachine}: held while a message is decided.
 *   <li>{@code SnapshotSource} of the module {@code waits}: held while a snapshot is taken. The end of a backend waits
 *       for it; the begin and the end of a slot do not.
 * </ol>
 *
 * The locks of {@code SupervisorWatchdog}, {@code WorkQueue}, {@code HandoffQueue}, {@code SharedProbe}, the calls of
 * {@code BoundedWorkers}, {@code BackendSockets} and {@code DialledSockets} are innermost: under them a thread takes no
 * lock of this list, and none of each other. No connector, resolver, listener or logger is called under any of these
 * locks, and no socket is closed.
 */
@NullMarked
package dev.penstock.backends;

import org.jspecify.annotations.NullMarked;
