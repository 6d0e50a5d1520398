#pragma once
// The language as a JSON Schema (draft 7, which editors' language servers and validators all read): keys and
// step words to complete, what each takes, and a sentence on it. The words are the parser's own tables.

#include <string>

namespace shakedown {

std::string schema_text();

}  // namespace shakedown
