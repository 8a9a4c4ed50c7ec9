package io.ate.internal.dao;

import java.util.concurrent.CompletableFuture;

/** A commit cannot be drawn up before an earlier one of another key is answered, and whoever does so does not wait. */
final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient CompletableFuture<Long> answer;

    UnansweredException(CompletableFuture<Long> answer) {
        super("an earlier commit of another key is not answered yet");
        this.answer = answer;
    }

    /** What has to come first. */
    CompletableFuture<Long> answer() {
        return answer;
    }
}
