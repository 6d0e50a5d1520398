# The runs of a JSON report, one a line: run id, verdict, attempts, seconds, tags, reason; tabs between.
# The program writes a run a line, and a field of a run before those of the same name inside it.
function raw(key, pattern) {
  if (!match($0, "\"" key "\":" pattern)) return ""
  return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
}
function text(key, value) {
  value = raw(key, "\"([^\"\\\\]|\\\\.)*\"")
  value = substr(value, 2, length(value) - 2)
  gsub(/\\t/, " ", value)
  gsub(/\\"/, "\"", value)
  gsub(/\\\\/, "\\", value)
  return value
}
BEGIN { OFS = "\t" }
/^,?\{"id":/ {
  tags = raw("tags", "\\[[^]]*\\]")
  gsub(/[]\["]/, "", tags)
  print text("run"), text("verdict"), raw("attempts", "[0-9]+"), raw("seconds", "[0-9.e+-]+"), tags,
    text("reason")
}
