package io.ate.internal.protocol;

import io.ate.PrimaryKey;

/**
 * Offers to serve: requests to a service may come, until {@link Unlisten} or the channel's end. Answered by {@link
 * Listening}; a {@link Rejected} may also follow later, if the right to serve is lost. Type 16: {@code u16 channel ‖
 * u32 request ‖ object key 16 ‖ u8 mode ‖ u16 capacity}. The mode is 1: each request goes to one of those who serve; 2,
 * to all of them, is reserved.
 *
 * @param service the object that stands for the service
 * @param capacity how many requests may be unanswered at a time, at least 1
 */
public record Listen(int channel, int request, PrimaryKey service, int capacity) implements ServiceRequest {
    static final int ONE_OF = 1;
}
