/**
 * A seeded simulation of a server, its log and its clients on one thread in virtual time: the real state machines, with
 * networks that delay and cut, and a log that loses what was not synced. Every failure prints its seed and can be
 * replayed from it. {@link io.ate.internal.simulation.ModelTest} runs random programs there and compares what they are
 * told and shown with a sequential model.
 */
@NullMarked
package io.ate.internal.simulation;

import org.jspecify.annotations.NullMarked;
