-- Writes settings of lt-lint with yaml-language-server, and writes down what is seen, as JSON.
local seen = {}

local function wait(what, is_there)
  if not vim.wait(60000, is_there, 20) then
    error('no ' .. what .. '; so far: ' .. vim.inspect(seen))
  end
end

local function put(lines)
  vim.api.nvim_buf_set_lines(0, 0, -1, true, lines)
end

-- The places and texts of what is wrong.
local function problems()
  local all = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local text = vim.api.nvim_buf_get_text(0, one.lnum, one.col, one.end_lnum, one.end_col, {})[1]
    table.insert(all, text .. ': ' .. one.message)
  end
  table.sort(all)
  return all
end

-- What the server offers at the end of the last line.
local function offered(client)
  local last = vim.api.nvim_buf_line_count(0)
  local text = vim.api.nvim_buf_get_lines(0, last - 1, last, true)[1]
  local answer = client:request_sync('textDocument/completion', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = { line = last - 1, character = #text },
  }, 60000)
  local labels = {}
  for _, one in ipairs(answer.result.items or answer.result) do
    table.insert(labels, one.label)
  end
  return labels
end

local function run()
  vim.cmd.edit('.lt-lint.yaml')
  vim.bo.filetype = 'yaml'
  local yaml = {
    schemas = { ['file://' .. vim.env.SCHEMA] = '.lt-lint.yaml' },
    schemaStore = { enable = false },
    validate = true,
    completion = true,
  }
  local id = vim.lsp.start({
    name = 'yaml',
    cmd = { vim.env.NODE, vim.env.YAML_SERVER, '--stdio' },
    root_dir = vim.fn.getcwd(),
    settings = { yaml = yaml, redhat = { telemetry = { enabled = false } } },
  })
  local client = vim.lsp.get_client_by_id(id)
  wait('answer', function() return client.initialized end)

  put({ 'rules:', '  stale-imag: off' })
  wait('problem', function() return #problems() == 1 end)
  seen.misspelt = problems()
  put({ 'rules:', '  stale-image: "off"', '  low-memory-limit:', '    severity: warn' })
  wait('other problem', function() return #problems() > 0 and not vim.deep_equal(problems(), seen.misspelt) end)
  seen.severity = problems()
  put({ 'kubernetes-version: 1.33', 'rules:', '  stale-image: "off"', '  low-memory-limit:', '    severity: warning' })
  wait('end of problems', function() return #problems() == 0 end)
  put({ 'rules:', '  stale-image: "off"', '  ' })
  seen.rules = offered(client)
  put({ '' })
  seen.keys = offered(client)
end

local is_done, problem = pcall(run)
seen.problem = not is_done and tostring(problem) or nil
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.SEEN)
vim.cmd('qall!')
