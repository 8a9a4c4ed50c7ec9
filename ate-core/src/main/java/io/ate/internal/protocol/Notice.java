package io.ate.internal.protocol;

/** Something that people or programs may want to know of the server. Type 42: {@code u8 kind ‖ u16 length ‖ text}. */
public record Notice(NoticeKind kind, String text) implements ToClient {
    public Notice {
        text = Text.cut(text);
    }
}
