#ifndef HALLMARK_CONIGURUMA_SHIM_H
#define HALLMARK_CONIGURUMA_SHIM_H

#include <stddef.h>
#include <oniguruma.h>

// Only what Swift cannot call by itself: C globals, which it takes for shared mutable state, and variadic functions.

/// Makes the library ready for UTF-8. To be called once, before anything else.
static inline int hallmark_onig_initialize(void) {
    OnigEncoding encodings[] = { ONIG_ENCODING_UTF8 };
    return onig_initialize(encodings, 1);
}

/// Copies the syntax of Ruby to `syntax`.
static inline void hallmark_onig_copy_ruby_syntax(OnigSyntaxType *syntax) {
    onig_copy_syntax(syntax, ONIG_SYNTAX_RUBY);
}

/// Compiles the `length` bytes of UTF-8 at `pattern`.
static inline int hallmark_onig_new(OnigRegex *regex, const OnigUChar *pattern, size_t length, OnigOptionType options,
                                    OnigSyntaxType *syntax, OnigErrorInfo *info) {
    return onig_new(regex, pattern, pattern + length, options, ONIG_ENCODING_UTF8, syntax, info);
}

/// Writes what `code` means to `text`, which has room for ONIG_MAX_ERROR_MESSAGE_LEN bytes, and says how many it took.
static inline int hallmark_onig_message(OnigUChar *text, int code, OnigErrorInfo *info) {
    return onig_error_code_to_str(text, code, info);
}

#endif
